/** 一条消息的小菜单：表情回应、回复、撤回。 */

import { byId, h } from "./dom.js";
import { QUICK, face } from "./faces.js";
import { state } from "./state.js";

const EDGE = 8;
let menu = null;
let opener = null;

/** 关上菜单；焦点还给打开它的按钮。 */
export function closeMenu({ refocus = false } = {}) {
  menu?.remove();
  if (refocus) opener?.focus();
  menu = opener = null;
}

/** 在 button 旁边打开 message 的菜单。 */
export function openMenu(button, message, actions) {
  closeMenu();
  opener = button;
  const entry = (text, act) => h("button", { type: "button", role: "menuitem", onclick: run(act) }, text);
  menu = h("div", { class: "menu", role: "menu", "aria-label": "对这条消息", onkeydown: moveFocus });
  if (message.scene.kind === "group") menu.append(reactionRow(message, actions));
  menu.append(entry("回复", () => actions.reply(message)));
  if (canRecall(message)) menu.append(entry("撤回", () => actions.recall(message)));
  document.body.append(menu);
  place(button.getBoundingClientRect());
  menu.querySelector("button").focus();
}

function run(act) {
  return () => {
    closeMenu({ refocus: true });
    act();
  };
}

function reactionRow(message, actions) {
  const buttons = QUICK.map((id) => {
    const { symbol, name } = face(id);
    const mine = (message.reactions[id] ?? []).includes(state.me);
    const label = mine ? `取下表情：${name}` : `贴上表情：${name}`;
    const attributes = { type: "button", role: "menuitem", class: mine ? "mine" : null, title: label, "aria-label": label };
    return h("button", { ...attributes, onclick: run(() => actions.react(message, id)) }, symbol);
  });
  return h("div", { class: "menu-faces", role: "group" }, ...buttons);
}

// 与世界的规则一致：自己的可以撤回，群主和管理员可以撤回别人的。
function canRecall(message) {
  const role = state.groups.get(message.scene.id)?.members.get(state.me)?.role;
  return message.sender_id === state.me || (message.scene.kind === "group" && ["owner", "admin"].includes(role));
}

function place(anchor) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(Math.max(EDGE, anchor.left + anchor.width / 2 - width / 2), innerWidth - width - EDGE);
  const below = anchor.bottom + 4;
  const floor = byId("composer").getBoundingClientRect().top;
  menu.style.left = `${left}px`;
  menu.style.top = `${below + height > floor ? Math.max(EDGE, anchor.top - height - 4) : below}px`;
}

const STEPS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function moveFocus(event) {
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    closeMenu({ refocus: true });
  } else if (STEPS[event.key]) {
    event.preventDefault();
    const buttons = [...menu.querySelectorAll("button")];
    const index = buttons.indexOf(document.activeElement) + STEPS[event.key];
    buttons[(index + buttons.length) % buttons.length].focus();
  }
}

document.addEventListener("pointerdown", (event) => {
  if (menu && !menu.contains(event.target) && event.target !== opener) closeMenu();
});
// 人动手滚动才关；来了新消息引起的滚动不关。
for (const moved of ["wheel", "touchmove"]) document.addEventListener(moved, () => closeMenu(), { passive: true });
