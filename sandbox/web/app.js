/** 体验页面的入口：把连接、状态和各块画面接起来。 */

import { drawAnnouncements, setUpAnnouncements } from "./announcements.js";
import { drawClock, setUpClock, spoken } from "./clock.js";
import { drawComposer, fill, setUpComposer, startReply } from "./composer.js";
import { byId, h } from "./dom.js";
import { sendAll, setUpFiles } from "./files.js";
import { drawConnection, drawHead, drawTitle } from "./head.js";
import { openLink } from "./link.js";
import { mention } from "./mentions.js";
import { closeMenu } from "./menu.js";
import { appendMessage, appendNote, drawMessages, refreshMessage, refreshTimes, setUpMessages } from "./messages.js";
import { makeRoom, openPanel, setUpPanels, uncover } from "./panels.js";
import { choosePerson, drawSidebar } from "./sidebar.js";
import {
  apply, become, groupOf, hearTime, keyOf, lastNumber, listOf, load, localNow, look, markRead, note, plain, privateKey, setConsole, state,
} from "./state.js";
import { setUpSwitches } from "./switches.js";
import { drawTryout, relabel } from "./tryout.js";

const TOAST_MS = 4000;
const SPOKEN_LINES = 5;
const phone = matchMedia("(max-width: 719px)");
let toastTimer = 0;
let today = "";

function toast(text) {
  byId("toast").textContent = text;
  byId("toast").hidden = !text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (byId("toast").hidden = true), TOAST_MS);
}

// 读屏软件一句句地读；只留最后几句。
function announce(text) {
  byId("live").append(h("p", {}, text));
  while (byId("live").childElementCount > SPOKEN_LINES) byId("live").firstElementChild.remove();
}

function demand(frame) {
  const sent = send(frame);
  if (!sent) toast("现在没有连上体验环境，请稍后再试。");
  return sent;
}

const request = (frame) => demand({ user_id: state.me, ...frame });

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

// 试试看：换成那个人、到那个地方。
function goTo({ as = state.me, at = "group" }) {
  become(as);
  state.open = at === "private" ? privateKey(as) : `group:${[...state.groups.keys()][0]}`;
  document.body.dataset.view = "chat";
  makeRoom();
  drawChat();
}

const tryout = {
  // 钟往前走，多半是群里有话说。
  demand(frame) {
    if (frame.type === "advance") goTo({});
    demand(frame);
  },
  // 填进输入框，等人按回车。
  fill(step) {
    goTo(step);
    fill(step.say.replace(/\b([A-Z])…/, (blank, letter) => lastNumber(step.as, letter) ?? blank));
  },
  // 表格当场写成 CSV 发出去。
  post(step) {
    goTo(step);
    const table = step.rows.map((row) => row.join(",")).join("\r\n");
    sendAll([new File([`\ufeff${table}\r\n`], step.file)]);
  },
};

// 切到别的标签页或退回列表时，新消息仍算未读。
const looking = () => !document.hidden && !(phone.matches && document.body.dataset.view === "list");

function drawList() {
  if (looking()) markRead(state.open);
  drawSidebar(sidebar);
  drawTitle();
}

function drawChat() {
  closeMenu();
  drawHead();
  drawMessages();
  drawComposer();
  drawAnnouncements();
  drawList();
}

function changed(change) {
  const message = apply(change);
  if (message && keyOf(message.scene) === state.open) show(change, message);
  const noted = note(change);
  if (noted && noted.key === state.open) {
    drawHead();
    appendNote(noted.text);
    announce(noted.text);
  }
  if (change.kind === "announced") drawAnnouncements();
  if (change.kind === "relabelled") relabelled(change.user_id);
  drawList();
}

// 身份标签变了：看得到的消息、“试试看”里的都跟着变。
function relabelled(userId) {
  for (const message of listOf(state.open)) if (message.sender_id === userId) refreshMessage(message);
  relabel(userId);
}

function show(change, message) {
  if (change.kind !== "said") {
    refreshMessage(message);
    return;
  }
  appendMessage(message);
  if (message.sender_id !== state.me) announce(`${look(message.sender_id).name}说：${plain(message)}`);
}

function heard(now) {
  hearTime(now);
  const day = localNow().slice(0, 10);
  if (today && day !== today) refreshTimes();
  today = day;
}

const FRAMES = {
  snapshot(frame) {
    load(frame);
    setConsole(frame.console);
    drawTryout(tryout);
    drawChat();
    drawConnection();
  },
  change: (frame) => changed(frame.change),
  connected(frame) {
    state.connected = frame.connected;
    drawConnection();
  },
  console(frame) {
    setConsole(frame.console);
    drawConnection();
  },
  moved() {
    drawClock();
    drawList();
  },
  error: (frame) => toast(frame.text),
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
setUpFiles(toast);
setUpSwitches(demand);
setUpClock(
  (to) => demand({ type: "advance", to }),
  (now) => {
    uncover();
    toast(`到了${spoken(now)}。`);
  },
);
setUpAnnouncements((text) => request({ type: "announce", group_id: groupOf(state.open)?.group_id ?? [...state.groups.keys()][0], text }));
setUpPanels();
byId("notice-bar").addEventListener("click", () => openPanel("notices", byId("notice-bar")));
byId("alert-open").addEventListener("click", () => openPanel("world", byId("alert-open")));
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
  (frame) => {
    if (frame.now) heard(frame.now);
    FRAMES[frame.type](frame);
  },
  (online) => {
    state.online = online;
    drawConnection();
  },
);
