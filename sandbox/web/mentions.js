/** 打 @ 时跳出的名单，以及把选中的名字变成真正的 @。 */

import { avatar, byId, h, tags } from "./dom.js";
import { groupOf, look, state } from "./state.js";

const input = byId("text");
const box = byId("mentions");
const LONGEST_QUERY = 12;
let found = [];
let active = 0;
let from = 0;

// 选过的名字：只有从名单里选的才是真的 @，手打的和真群里一样只是文字。
const chosen = new Map();

export const mentionsOpen = () => !box.hidden;

/** 关上名单。 */
export function closeMentions() {
  box.hidden = true;
  input.removeAttribute("aria-activedescendant");
}

/** 看光标前有没有正在打的 @，有就列出对得上的人。 */
export function updateMentions() {
  const before = input.value.slice(0, input.selectionStart);
  const at = before.lastIndexOf("@");
  const query = before.slice(at + 1);
  if (at < 0 || /\s/.test(query) || query.length > LONGEST_QUERY || !groupOf(state.open)) return closeMentions();
  from = at;
  found = candidates().filter((person) => [person.name, person.nickname ?? ""].some((name) => name.includes(query)));
  active = 0;
  if (!found.length) return closeMentions();
  box.replaceChildren(...found.map(option));
  box.hidden = false;
  return highlight();
}

function candidates() {
  const members = groupOf(state.open).members;
  const others = [...members.keys()].filter((id) => id !== state.me).map(look);
  const everyone = { user_id: "all", name: "全体成员", bot: false, tags: ["仅群主和管理员"] };
  const people = [...others.filter((one) => one.bot), ...others.filter((one) => !one.bot)];
  return ["owner", "admin"].includes(members.get(state.me)?.role) ? [...people, everyone] : people;
}

function option(person, index) {
  const attributes = { role: "option", id: `mention-${index}`, "aria-selected": "false" };
  const choose = (event) => {
    event.preventDefault();
    insert(person);
  };
  // 用 pointerdown 选，免得输入框先失去焦点。
  return h("li", { ...attributes, onpointerdown: choose }, avatar(person), h("span", {}, person.name), ...tags(person));
}

function highlight() {
  [...box.children].forEach((node, index) => node.setAttribute("aria-selected", String(index === active)));
  box.children[active].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", `mention-${active}`);
}

/** 名单开着时的按键；处理了就返回 true。 */
export function mentionKey(event) {
  if (!mentionsOpen()) return false;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    active = (active + step + found.length) % found.length;
    highlight();
  } else if (event.key === "Enter" || event.key === "Tab") insert(found[active]);
  else if (event.key === "Escape") closeMentions();
  else return false;
  event.preventDefault();
  return true;
}

function insert(person) {
  chosen.set(`@${person.name}`, person.user_id);
  input.setRangeText(`@${person.name} `, from, input.selectionStart, "end");
  closeMentions();
  input.dispatchEvent(new Event("input"));
  input.focus();
}

/** 在光标处直接 @ 一个人（点头像）。 */
export function mention(person) {
  chosen.set(`@${person.name}`, person.user_id);
  input.setRangeText(`@${person.name} `, input.selectionStart, input.selectionEnd, "end");
  input.dispatchEvent(new Event("input"));
  input.focus();
}

/** 一句现成的话里的“@姓名”，都算从名单里选的。 */
export function adopt(text) {
  if (!groupOf(state.open)) return;
  for (const { name, user_id } of candidates()) if (text.includes(`@${name}`)) chosen.set(`@${name}`, user_id);
}

/** 把输入框里的字拆成消息段。 */
export function toSegments(text) {
  const names = [...chosen.keys()].sort((a, b) => b.length - a.length);
  const segments = [];
  let rest = text;
  while (rest) {
    const hits = names.map((name) => [rest.indexOf(name), name]).filter(([index]) => index >= 0);
    const [index, name] = hits.sort((a, b) => a[0] - b[0])[0] ?? [rest.length, ""];
    if (index) segments.push({ type: "text", data: { text: rest.slice(0, index) } });
    if (name) segments.push({ type: "at", data: { qq: chosen.get(name) } });
    rest = rest.slice(index + name.length);
  }
  return segments;
}

/** 发出去以后，选过的名字就作废。 */
export const forgetMentions = () => chosen.clear();
