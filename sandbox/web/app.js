/** 体验页面的入口：把连接、状态和各块画面接起来。 */

import { drawComposer, setUpComposer, startReply } from "./composer.js";
import { byId } from "./dom.js";
import { openLink } from "./link.js";
import { mention } from "./mentions.js";
import { closeMenu } from "./menu.js";
import { appendMessage, appendNote, drawMessages, refreshMessage, setUpMessages } from "./messages.js";
import { choosePerson, drawSidebar } from "./sidebar.js";
import { apply, become, groupOf, keyOf, load, look, markRead, plain, state } from "./state.js";

const TOAST_MS = 4000;
const phone = matchMedia("(max-width: 719px)");
let toastTimer = 0;

function toast(text) {
  byId("toast").textContent = text;
  byId("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (byId("toast").hidden = true), TOAST_MS);
}

function request(frame) {
  const sent = send({ user_id: state.me, ...frame });
  if (!sent) toast("现在没有连上体验环境，请稍后再发。");
  return sent;
}

const sidebar = {
  open(key) {
    state.open = key;
    document.body.dataset.view = "chat";
    drawChat();
    if (!phone.matches) byId("text").focus();
  },
  become(userId) {
    become(userId);
    drawChat();
  },
};

function drawHead() {
  const group = groupOf(state.open);
  byId("title").textContent = group ? `${group.name}（${group.members.size}）` : state.bot.name;
  byId("subtitle").textContent = group ? "" : `只有${look(state.me).name}和助手看得到`;
}

function drawConnection() {
  const waiting = state.bot ? "助手未连接，正在等待…" : "";
  const text = state.online ? (state.connected ? "" : waiting) : "与体验环境的连接断开了，正在重连…";
  byId("connection").textContent = text;
  byId("connection").hidden = !text;
}

// 切到别的标签页或退回列表时，新消息仍算未读。
const looking = () => !document.hidden && !(phone.matches && document.body.dataset.view === "list");

function drawList() {
  if (looking()) markRead(state.open);
  drawSidebar(sidebar);
}

function drawChat() {
  closeMenu();
  drawHead();
  drawMessages();
  drawComposer();
  drawList();
}

const NOTES = {
  joined: ({ person }) => `${person.card || person.nickname}加入了群`,
  left: ({ user_id }) => `${look(user_id).name}退出了群`,
  renamed: ({ old_card, new_card }) => `${old_card}的群名片改为${new_card}`,
};

function changed(change) {
  const message = apply(change);
  if (message && keyOf(message.scene) === state.open) show(change, message);
  if (NOTES[change.kind] && state.open === `group:${change.group_id}`) {
    drawHead();
    appendNote(NOTES[change.kind](change));
  }
  drawList();
}

function show(change, message) {
  if (change.kind !== "said") {
    refreshMessage(message);
    return;
  }
  appendMessage(message);
  if (message.sender_id !== state.me) byId("live").textContent = `${look(message.sender_id).name}说：${plain(message)}`;
}

const FRAMES = {
  snapshot(frame) {
    load(frame);
    drawChat();
    drawConnection();
  },
  change(frame) {
    state.now = frame.now;
    changed(frame.change);
  },
  connected(frame) {
    state.connected = frame.connected;
    drawConnection();
  },
  error(frame) {
    toast(frame.text);
  },
};

setUpComposer((segments) => request({ type: "say", group_id: groupOf(state.open)?.group_id ?? null, segments }));
setUpMessages({
  mention,
  reply: startReply,
  recall: ({ message_id }) => request({ type: "recall", message_id }),
  react(message, emoji_id) {
    const add = !(message.reactions[emoji_id] ?? []).includes(state.me);
    request({ type: "react", message_id: message.message_id, emoji_id, add });
  },
});
for (const id of ["identity", "speaker"]) byId(id).addEventListener("click", () => choosePerson(sidebar.become));
byId("picker-close").addEventListener("click", () => byId("picker").close());
byId("picker").addEventListener("click", (event) => event.target === byId("picker") && byId("picker").close());
byId("back").addEventListener("click", () => {
  document.body.dataset.view = "list";
  drawList();
  byId("conversations").querySelector("[aria-current]")?.focus();
});
document.addEventListener("visibilitychange", () => state.bot && drawList());

const send = openLink(
  (frame) => FRAMES[frame.type](frame),
  (online) => {
    state.online = online;
    drawConnection();
  },
);
