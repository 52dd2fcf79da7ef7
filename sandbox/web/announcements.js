/** 群公告：最近一条贴在聊天上方，全部在面板里；群主和管理员可以发。 */

import { byId, h, tags } from "./dom.js";
import { groupOf, look, state, when } from "./state.js";

/** 接好发公告的表单；announce(text) 发出去，没连上时返回 false。 */
export function setUpAnnouncements(announce) {
  byId("notice-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = byId("notice-text").value.trim();
    if (text && announce(text)) byId("notice-text").value = "";
  });
}

/** 画开着的这个群的公告；私聊里没有。 */
export function drawAnnouncements() {
  const group = groupOf(state.open) ?? [...state.groups.values()][0];
  const all = group.announcements;
  const last = groupOf(state.open) ? all.at(-1) : null;
  byId("notice-bar").hidden = !last;
  byId("notice-last").textContent = last?.text ?? "";
  byId("notice-list").replaceChildren(...all.toReversed().map(entry));
  byId("notice-none").hidden = all.length > 0;
  const may = ["owner", "admin"].includes(group.members.get(state.me)?.role);
  byId("notice-form").hidden = !may;
  byId("notice-hint").hidden = may;
}

function entry({ user_id, text, at }) {
  const person = look(user_id);
  const head = h("p", { class: "sender" }, person.name, ...tags(person), h("time", {}, when(at)));
  return h("li", {}, head, h("p", { class: "notice-words" }, text));
}
