/** 开关：助手的连接，和六样故障。 */

import { byId, h } from "./dom.js";
import { onConsole, state } from "./state.js";

export const FAULTS = {
  ghost: ["回音不来", "话发出去了，QQ 却不告诉助手。助手会到聊天记录里去看，不会再发一遍。"],
  fail: ["明说失败", "话没有发出去，助手也知道。定时发的话会隔一会儿再试。"],
  faceless: ["不支持表情", "换一家不会贴表情的 QQ 客户端，会重连一次。助手改用一句合并的话。"],
  triple: ["每件事来三遍", "同一条消息送来三遍，只算一次。"],
  slow: ["慢 2 秒", "助手办每件事都要多等两秒。"],
  mute: ["全员禁言", "只有群主和管理员能说话，助手也说不了。"],
};

/** 接好开关：demand(frame) 发给服务端。 */
export function setUpSwitches(demand) {
  byId("cut").addEventListener("click", () => demand({ type: "cut", on: !state.console.cut }));
  byId("faults").append(...Object.entries(FAULTS).map(([name, words]) => row(name, words, demand)));
  for (const id of ["calm", "alert-calm"]) byId(id).addEventListener("click", () => calm(demand));
  onConsole(draw);
}

function row(name, [title, hint], demand) {
  const toggle = () => demand({ type: "fault", name, on: !state.console.faults.includes(name) });
  const attributes = { type: "button", role: "switch", class: "toggle", id: `fault-${name}`, "aria-checked": "false" };
  const words = h("span", { class: "toggle-words" }, h("span", {}, title), h("small", {}, hint));
  return h("li", {}, h("button", { ...attributes, onclick: toggle }, words, h("span", { class: "knob", "aria-hidden": "true" })));
}

// 把开着的都关上，断开的也恢复。
function calm(demand) {
  for (const name of state.console.faults) demand({ type: "fault", name, on: false });
  if (state.console.cut) demand({ type: "cut", on: false });
}

function draw({ cut, faults }) {
  byId("cut").setAttribute("aria-checked", String(!cut));
  for (const name of Object.keys(FAULTS)) byId(`fault-${name}`).setAttribute("aria-checked", String(faults.includes(name)));
  const on = faults.map((name) => FAULTS[name][0]);
  if (cut) on.unshift("助手已断开");
  byId("calm").disabled = on.length === 0;
  byId("alert").hidden = on.length === 0;
  byId("alert-text").textContent = `演练中：${on.join("、")}`;
}
