/** 体验环境的钟：按服务端给的时刻走，写成人看的样子；三个按钮往前拨。 */

import { byId } from "./dom.js";
import { localNow, onConsole, state } from "./state.js";

const WEEKDAYS = ["周日", "周一", "周二", "周三", "周四", "周五", "周六"];
const STEP_MS = 1000;
let shownAt = "";
let walk = null;

const fields = (iso) => new Date(`${iso.slice(0, 19)}Z`);
const instant = (iso) => fields(iso).getTime();
const two = (number) => String(number).padStart(2, "0");

/** 写成“11月23日（周一）09:00”。 */
export function spoken(iso) {
  const date = fields(iso);
  const day = `${date.getUTCMonth() + 1}月${date.getUTCDate()}日（${WEEKDAYS[date.getUTCDay()]}）`;
  return `${day}${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}

/** 接好钟：advance(to) 往前走，reached(iso) 在走到时调用。 */
export function setUpClock(advance, reached) {
  for (const button of document.querySelectorAll("[data-advance]")) {
    button.addEventListener("click", () => advance(button.dataset.advance));
  }
  setInterval(drawClock, STEP_MS);
  onConsole(({ advancing, movable }) => {
    const moving = Boolean(advancing);
    const arrived = walk && !moving;
    if (moving) walk ??= { from: instant(localNow()), to: instant(advancing) };
    else walk = null;
    for (const button of document.querySelectorAll("[data-advance]")) button.disabled = moving || !movable;
    byId("walking").hidden = !moving;
    byId("walking-text").textContent = moving ? `正在走到${spoken(advancing)}，路上到点的事依次在办…` : "";
    byId("clock").classList.toggle("moving", moving);
    if (arrived) reached(localNow());
    drawClock();
  });
}

/** 画现在几点，和走了多远。 */
export function drawClock() {
  if (!state.now) return;
  if (walk) byId("walked").value = (instant(localNow()) - walk.from) / (walk.to - walk.from);
  const now = spoken(localNow());
  const minute = localNow().slice(0, 16);
  if (minute === shownAt) return;
  shownAt = minute;
  byId("clock-day").textContent = `${now.slice(0, -5).replace(/[（）]/g, " ").trim()} `;
  byId("clock-time").textContent = now.slice(-5);
  byId("clock").setAttribute("aria-label", `现在是${now}，时钟与开关`);
  byId("clock-now").textContent = now;
}
