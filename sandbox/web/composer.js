/** 输入框：发送、换行、回复、常用口令、每个会话各自的草稿。 */

import { byId, h } from "./dom.js";
import { adopt, closeMentions, forgetMentions, mentionKey, toSegments, updateMentions } from "./mentions.js";
import { groupOf, look, onConsole, plain, state } from "./state.js";

const SUGGESTIONS = ["打卡", "我的打卡", "打卡人数", "帮助", "我是谁"];
const TALLEST = 160;
const input = byId("text");
const drafts = new Map();
let replying = null;
let send = () => false;

const draftKey = () => `${state.me}|${state.open}`;

/** 接好输入框；deliver(segments) 发出去，没连上时返回 false。 */
export function setUpComposer(deliver) {
  send = deliver;
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener("input", () => {
    drafts.set(draftKey(), input.value);
    fit();
    updateMentions();
  });
  input.addEventListener("keydown", pressed);
  input.addEventListener("click", updateMentions);
  input.addEventListener("blur", closeMentions);
  byId("quote-cancel").addEventListener("click", () => {
    cancelReply();
    input.focus();
  });
  byId("suggestions").append(...SUGGESTIONS.map(suggestion));
}

function suggestion(text) {
  const say = () => send([{ type: "text", data: { text } }]);
  return h("button", { type: "button", class: "suggestion", title: `发送“${text}”`, onclick: say }, text);
}

function pressed(event) {
  // 输入法选字时的回车不是发送；Safari 只给 229。
  if (event.isComposing || event.keyCode === 229 || mentionKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    submit();
  } else if (event.key === "Escape") cancelReply();
}

function submit() {
  const text = input.value.trim();
  if (!text) return;
  const segments = toSegments(text);
  if (replying) segments.unshift({ type: "reply", data: { id: String(replying.message_id) } });
  if (!send(segments)) return;
  input.value = "";
  drafts.delete(draftKey());
  forgetMentions();
  cancelReply();
  fit();
  closeMentions();
}

function fit() {
  input.style.height = "auto";
  input.style.height = `${Math.min(input.scrollHeight, TALLEST)}px`;
  byId("send").disabled = !input.value.trim();
}

/** 开始回复一条消息。 */
export function startReply(message) {
  replying = message;
  byId("quote-text").textContent = `回复 ${look(message.sender_id).name}：${plain(message)}`;
  byId("quote-bar").hidden = false;
  input.focus();
}

function cancelReply() {
  replying = null;
  byId("quote-bar").hidden = true;
}

/** 把一句现成的话放进输入框，等人按回车。 */
export function fill(text) {
  cancelReply();
  adopt(text);
  input.value = text;
  drafts.set(draftKey(), text);
  fit();
  input.focus();
}

/** 换了会话或身份：换上那里的草稿。 */
export function drawComposer() {
  cancelReply();
  closeMentions();
  input.value = drafts.get(draftKey()) ?? "";
  drawPlaceholder();
  fit();
}

function drawPlaceholder() {
  const group = groupOf(state.open);
  const hushed = group && state.console.faults.includes("mute") && group.members.get(state.me)?.role === "member";
  const words = group ? `以${look(state.me).name}的身份说话` : "单独和助手说话";
  input.placeholder = hushed ? "全员禁言中，只有群主和管理员能说话" : words;
}

onConsole(() => state.open && drawPlaceholder());
