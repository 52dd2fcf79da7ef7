/** 试试看：一章一章的，点一下就把话填进输入框，或者拨好开关。内容在 chapters.js。 */

import { CHAPTERS } from "./chapters.js";
import { avatar, byId, h } from "./dom.js";
import { look, onConsole, state } from "./state.js";
import { FAULTS } from "./switches.js";

const ADVANCES = { hour: "过一小时", tomorrow: "走到明天 8:00", monday: "走到下周一 9:00" };

/** 接好面板；does 里 fill(step) 把话填进输入框，post(step) 发文件，demand(frame) 拨开关。要等到知道有哪些人之后。 */
export function drawTryout(does) {
  if (byId("chapters").childElementCount) return;
  byId("chapters").append(...CHAPTERS.map((chapter, index) => drawChapter(chapter, index, does)));
}

onConsole(({ advancing, movable }) => {
  for (const button of byId("chapters").querySelectorAll(".step-advance")) button.disabled = Boolean(advancing) || !movable;
});

/** 一个人的身份标签变了。 */
export function relabel(userId) {
  for (const duty of byId("chapters").querySelectorAll(`[data-duty="${userId}"]`)) duty.textContent = spelled(look(userId));
}

const spelled = ({ name, tags }) => (tags.length ? `${name} · ${tags[0]}` : name);

function drawChapter({ title, about, steps }, index, does) {
  const rows = steps.map((step) => drawStep(step, does));
  const words = [h("summary", {}, title), h("p", { class: "about" }, about), h("ol", {}, ...rows)];
  return h("details", { name: "chapter", open: index === 0 }, ...words);
}

function drawStep(step, does) {
  const { label, frame, button } = step.as ? line(step) : action(step);
  const row = h("li", { class: "step" }, button, h("p", { class: "hope" }, step.hope));
  button.setAttribute("aria-label", label);
  button.addEventListener("click", () => {
    row.classList.add("done");
    button.setAttribute("aria-label", `${label}（试过了）`);
    if (frame) does.demand(frame);
    else if (step.file) does.post(step);
    else does.fill(step);
  });
  return row;
}

function line({ say, file, as, at }) {
  const person = look(as);
  const where = at === "private" ? "私聊" : "群里";
  const duty = h("span", { "data-duty": as }, spelled(person));
  const who = h("span", { class: "step-who" }, avatar(person), duty, h("span", { class: "tag" }, where));
  const words = h("span", { class: file ? "step-words step-file" : "step-words" }, file ? `发“${file}”` : say);
  const button = h("button", { type: "button", class: "step-say" }, who, words);
  const label = file ? `发文件：${person.name}在${where}发“${file}”` : `填进输入框：${person.name}在${where}说“${say}”`;
  return { button, label };
}

const ACTIONS = {
  advance: ({ advance }) => [{ type: "advance", to: advance }, ADVANCES[advance]],
  fault: ({ fault, on }) => [{ type: "fault", name: fault, on }, `${on ? "打开" : "关上"}“${FAULTS[fault][0]}”`],
  cut: ({ cut }) => [{ type: "cut", on: cut }, cut ? "断开助手的连接" : "恢复助手的连接"],
};

function action(step) {
  const kind = Object.keys(ACTIONS).find((name) => name in step);
  const [frame, label] = ACTIONS[kind](step);
  const button = h("button", { type: "button", class: `step-do step-${kind}` }, label);
  button.disabled = kind === "advance" && (Boolean(state.console.advancing) || !state.console.movable);
  return { button, frame, label };
}
