/** 右边的面板：试试看、时钟与开关、群公告；一次开一个，Esc 关上，焦点还给打开它的按钮。 */

import { byId } from "./dom.js";

const OPENED = "sandbox.panel";
const NAMES = ["tryout", "world", "notices"];
const roomy = matchMedia("(min-width: 1080px)");
const phone = matchMedia("(max-width: 719px)");
let opened = null;
let opener = null;

const button = (name) => document.querySelector(`[data-panel="${name}"]`);

/** 接好各个按钮；屏幕够宽时，头一次来就开着“试试看”。 */
export function setUpPanels() {
  for (const name of NAMES) {
    button(name).addEventListener("click", () => (opened === name ? closePanel() : openPanel(name, button(name))));
    byId(name).querySelector("[data-close]").addEventListener("click", closePanel);
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !opened || document.querySelector("dialog[open], .menu")) return;
    if (byId("panels").contains(document.activeElement) || !roomy.matches) closePanel();
  });
  phone.addEventListener("change", shade);
  const last = localStorage.getItem(OPENED) ?? "tryout";
  if (roomy.matches && NAMES.includes(last)) show(last);
}

/** 打开一个面板，焦点移到它的标题上。 */
export function openPanel(name, from = document.activeElement) {
  opener = from;
  show(name);
  byId(name).querySelector("h2").focus();
}

/** 关上面板。 */
export function closePanel() {
  if (!opened) return;
  const back = opener?.isConnected && opener.checkVisibility() ? opener : button(opened);
  show(null);
  back.focus();
}

/** 面板盖住聊天时关上，好看见聊天；并排放得下就留着。焦点由调用的人安排。 */
export function makeRoom() {
  if (!roomy.matches) show(null);
}

/** 面板盖住聊天时关上，焦点还给打开它的按钮。 */
export function uncover() {
  if (!roomy.matches) closePanel();
}

function show(name) {
  opened = name;
  for (const one of NAMES) {
    byId(one).hidden = one !== name;
    button(one).setAttribute("aria-expanded", String(one === name));
  }
  byId("panels").hidden = !name;
  document.body.classList.toggle("with-panel", Boolean(name));
  if (roomy.matches) localStorage.setItem(OPENED, name ?? "none");
  shade();
}

// 手机上面板占满整屏：后面的不该再被 Tab 到、读到。
function shade() {
  for (const part of document.querySelectorAll(".sidebar, .chat")) part.inert = Boolean(opened) && phone.matches;
}
