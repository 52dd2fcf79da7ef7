/** 左栏：我是谁、会话列表、身份选择。 */

import { avatar, badge, byId, groupAvatar, h, tags } from "./dom.js";
import {
  conversations, groupOf, listOf, look, mentions, plain, privateKey, speakers, state, unread, unreadElsewhere, when,
} from "./state.js";

/** 画左栏；actions.open(key) 打开会话，actions.become(userId) 换身份，actions.choose() 打开选择。 */
export function drawSidebar(actions) {
  drawIdentity();
  byId("conversations").replaceChildren(...conversations().map((key) => conversation(key, actions)));
  const elsewhere = unreadElsewhere();
  byId("elsewhere").hidden = elsewhere.length === 0;
  byId("elsewhere-list").replaceChildren(...elsewhere.map((entry) => elsewhereRow(entry, actions)));
  const others = conversations().filter((key) => key !== state.open);
  const waiting = others.reduce((sum, key) => sum + unread(key).length, 0) + elsewhere.length;
  byId("back-badge").hidden = waiting === 0;
  byId("back-badge").textContent = String(waiting);
}

function drawIdentity() {
  const me = look(state.me);
  const second = me.tags.length ? tags(me) : ["群成员"];
  const words = h("span", { class: "who" }, h("span", { class: "who-name" }, me.name));
  words.append(h("span", { class: "who-hint" }, ...second));
  byId("identity").replaceChildren(avatar(me), words, h("span", { class: "switch" }, "切换"));
  byId("identity").setAttribute("aria-label", `我的身份：${me.name}，切换`);
  byId("speaker").replaceChildren(avatar(me));
  byId("speaker").setAttribute("aria-label", `现在以${me.name}的身份说话，切换`);
  byId("speaker").title = `以${me.name}的身份说话`;
}

function conversation(key, actions) {
  const group = groupOf(key);
  const last = listOf(key).at(-1);
  const waiting = unread(key);
  const name = group ? group.name : state.bot.name;
  const picture = group ? groupAvatar([...group.members.keys()].map(look)) : avatar(look(state.bot.user_id));
  const button = h(
    "button",
    { type: "button", class: "conversation", "aria-current": key === state.open && "true", onclick: () => actions.open(key) },
    picture,
    h("span", { class: "conversation-name" }, h("span", { class: "name" }, name), group ? null : h("span", { class: "tag bot" }, "私聊")),
    h("time", {}, last ? when(last.sent_at, { brief: true }) : ""),
    preview(group, last, waiting),
    badge(waiting.length) ?? "",
  );
  if (waiting.length) button.setAttribute("aria-label", `${name}，${waiting.length} 条未读`);
  return h("li", {}, button);
}

function preview(group, last, waiting) {
  const line = h("span", { class: "preview" });
  if (waiting.some((message) => mentions(message, state.me))) line.append(h("em", {}, "[有人@我] "));
  if (!last) line.append(group ? "还没有人说话" : "和助手单独说话");
  else if (group && !last.recalled_by && last.sender_id !== state.me) line.append(`${look(last.sender_id).name}：${plain(last)}`);
  else line.append(plain(last));
  return line;
}

function elsewhereRow({ person, count }, actions) {
  const words = h("span", { class: "elsewhere-text" }, `助手私聊了${person.name}`);
  const open = () => {
    actions.become(person.user_id);
    actions.open(privateKey(person.user_id));
  };
  const label = `助手私聊了${person.name}，${count} 条未读，切换到${person.name}查看`;
  return h(
    "li",
    {},
    h("button", { type: "button", "aria-label": label, onclick: open }, avatar(person), words, badge(count)),
  );
}

/** 打开身份选择；选中后调用 become(userId)。 */
export function choosePerson(become) {
  const dialog = byId("picker");
  const rows = speakers().map((person) => {
    const current = person.user_id === state.me;
    const choose = () => {
      dialog.close();
      become(person.user_id);
    };
    const words = h("span", { class: "who" }, h("span", { class: "who-name" }, person.name, ...tags(person)));
    words.append(h("span", { class: "who-hint" }, `网名 ${person.nickname}`));
    const mark = current ? h("span", { class: "current" }, "当前") : badge(unread(privateKey(person.user_id)).length);
    const attributes = { type: "button", "aria-current": current && "true", autofocus: current, onclick: choose };
    return h("li", {}, h("button", attributes, avatar(person), words, mark));
  });
  byId("picker-list").replaceChildren(...rows);
  dialog.showModal();
}
