/** 聊天记录：气泡、引用、表情回应、时间线和空白时的话。 */

import { avatar, byId, h, tags } from "./dom.js";
import { face } from "./faces.js";
import { groupOf, listOf, look, mentions, notesAfter, plain, state, when } from "./state.js";
import { openMenu } from "./menu.js";
import { onlyPicture, parts } from "./parts.js";

const GAP_MS = 5 * 60_000;
const NEAR_BOTTOM = 80;
const list = byId("messages");
let actions = {};
// 停在最新处：之后图片撑高、输入框变高，都跟着往下走；往上翻看时不动。
let stuck = true;
let lastTop = 0;

/** 接好操作：reply、recall、react、mention。 */
export function setUpMessages(given) {
  actions = given;
  list.addEventListener("scroll", () => {
    const near = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_BOTTOM;
    // 内容变高也会让末尾变远，只有往上滚才算人在翻看。
    stuck = near || (stuck && list.scrollTop >= lastTop);
    lastTop = list.scrollTop;
    if (stuck) byId("newest").hidden = true;
  });
  byId("newest").addEventListener("click", toBottom);
  list.addEventListener("keydown", walk);
  list.addEventListener("load", stay, { capture: true });
  new ResizeObserver(stay).observe(list);
}

/** 重画打开着的会话，停在最新一条。 */
export function drawMessages() {
  const messages = listOf(state.open);
  const drawn = messages.flatMap((message, index) => [...rows(message, messages[index - 1]), ...notes(message.message_id)]);
  list.replaceChildren(...notes(0), ...drawn);
  if (!messages.length) list.append(emptyState());
  byId("newest").hidden = true;
  rove();
  toBottom();
}

/** 加上一条新消息；正在往上翻看时只提示，不打断。 */
export function appendMessage(message) {
  const messages = listOf(state.open);
  stuck ||= message.sender_id === state.me;
  list.querySelector(".empty")?.remove();
  list.append(...rows(message, messages.at(-2)));
  rove();
  stay();
  byId("newest").hidden = stuck;
}

/** 重画一条变了的消息。 */
export function refreshMessage(message) {
  const row = rowOf(message.message_id);
  const messages = listOf(state.open);
  const focused = row?.contains(document.activeElement);
  row?.replaceWith(messageRow(message, messages[messages.indexOf(message) - 1]));
  rove();
  if (focused) rowOf(message.message_id)?.querySelector("button.more, button.chip")?.focus();
  stay();
}

/** 加一行居中的说明，如有人进群。 */
export function appendNote(text) {
  list.append(h("li", { class: "note" }, text));
  stay();
}

const notes = (id) => notesAfter(state.open, id).map(({ text }) => h("li", { class: "note" }, text));

/** 过了一天：时间线上的“今天”“昨天”跟着变。 */
export function refreshTimes() {
  for (const node of list.querySelectorAll("[data-at]")) node.textContent = when(node.dataset.at);
}

const rowOf = (id) => list.querySelector(`[data-id="${Number(id)}"]`);

function stay() {
  if (stuck) list.scrollTop = list.scrollHeight;
}

function toBottom() {
  stuck = true;
  stay();
  byId("newest").hidden = true;
}

function rows(message, previous) {
  const row = messageRow(message, previous);
  return separated(message, previous) ? [h("li", { class: "note time", "data-at": message.sent_at }, when(message.sent_at)), row] : [row];
}

const separated = (message, previous) =>
  !previous || Date.parse(message.sent_at) - Date.parse(previous.sent_at) > GAP_MS;

function messageRow(message, previous) {
  const id = String(message.message_id);
  if (message.recalled_by) return h("li", { class: "note", "data-id": id }, recalledText(message));
  const sender = look(message.sender_id);
  const own = message.sender_id === state.me;
  const follows = previous?.sender_id === message.sender_id && !previous.recalled_by && !separated(message, previous);
  const called = !own && mentions(message, state.me) && message.scene.kind === "group";
  const row = h("li", { class: `row${own ? " own" : ""}${follows ? " follows" : ""}`, "data-id": id });
  row.append(portrait(sender, own));
  const body = h("div", { class: "body" }, h("p", { class: own ? "sr-only" : "sender" }, sender.name, ...tags(sender)));
  const shape = `bubble${called ? " called" : ""}${onlyPicture(message) ? " bare" : ""}`;
  const bubble = h("div", { class: shape }, quoteOf(message), ...parts(message));
  body.append(h("div", { class: "line" }, bubble, moreButton(message)));
  if (Object.values(message.reactions).some((users) => users.length)) body.append(chips(message));
  row.append(body);
  return row;
}

function recalledText(message) {
  const who = message.recalled_by === state.me ? "你" : look(message.recalled_by).name;
  return `${who}撤回了一条消息`;
}

function portrait(person, own) {
  if (own || !groupOf(state.open)) return h("span", { class: "portrait" }, avatar(person));
  const label = `@${person.name}`;
  const attributes = { type: "button", class: "portrait", tabindex: "-1", title: label, "aria-label": label };
  return h("button", { ...attributes, onclick: () => actions.mention(person) }, avatar(person));
}

function quoteOf(message) {
  const reply = message.segments.find(({ type }) => type === "reply");
  if (!reply) return null;
  const original = state.messages.get(Number(reply.data.id));
  const words = original ? `${look(original.sender_id).name}：${plain(original)}` : "更早的消息";
  const text = original?.recalled_by ? "原消息已撤回" : words;
  return h("button", { type: "button", class: "quote", tabindex: "-1", onclick: () => reveal(reply.data.id) }, text);
}

function reveal(id) {
  const row = rowOf(id);
  if (!row) return;
  row.scrollIntoView({ block: "center" });
  row.classList.remove("flash");
  requestAnimationFrame(() => row.classList.add("flash"));
}

function moreButton(message) {
  const button = h("button", { type: "button", class: "more", tabindex: "-1", "aria-haspopup": "menu" }, "⋯");
  button.setAttribute("aria-label", `${look(message.sender_id).name}的消息：更多操作`);
  button.addEventListener("click", () => openMenu(button, message, actions));
  return button;
}

function chips(message) {
  const shown = Object.entries(message.reactions).filter(([, users]) => users.length);
  const buttons = shown.map(([id, users]) => {
    const { symbol, name } = face(id);
    const who = users.map((user) => look(user).name).join("、");
    const mine = users.includes(state.me);
    const attributes = { type: "button", class: mine ? "chip mine" : "chip", "aria-pressed": String(mine), tabindex: "-1" };
    Object.assign(attributes, { title: who, "aria-label": `${name}：${who}` });
    const react = () => actions.react(message, id);
    return h("button", { ...attributes, onclick: react }, symbol, h("span", { class: "chip-who" }, chipText(users)));
  });
  return h("div", { class: "chips" }, ...buttons);
}

function chipText(users) {
  if (users.length > 1) return String(users.length);
  const { bot, name } = look(users[0]);
  return bot ? "助手" : name;
}

function emptyState() {
  const group = groupOf(state.open);
  const [title, text] = group
    ? [`欢迎来到${group.name}`, "这是一个体验用的支部群。\n点下面的“打卡”，或者像平时一样说句话。"]
    : ["和助手单独说话", "这里的话只有你和助手看得到。\n发“帮助”看看能做什么。"];
  return h("li", { class: "empty" }, avatar(look(state.bot.user_id)), h("h2", {}, title), h("p", {}, text));
}

// 键盘只停在最后一条的“更多”上，上下键走到别的消息，免得一路按 Tab。
function rove() {
  const buttons = [...list.querySelectorAll("button.more")];
  if (!buttons.some((button) => button.tabIndex === 0 && button === document.activeElement)) {
    buttons.forEach((button, index) => (button.tabIndex = index === buttons.length - 1 ? 0 : -1));
  }
}

function walk(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !event.target.matches("button.more")) return;
  event.preventDefault();
  const buttons = [...list.querySelectorAll("button.more")];
  const next = buttons[buttons.indexOf(event.target) + step];
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
