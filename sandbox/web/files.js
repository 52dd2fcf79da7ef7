/** 发文件和图片：选、拖进来、粘贴。 */

import { byId } from "./dom.js";
import { groupOf, state } from "./state.js";

const LARGEST = 8 * 1024 * 1024;
const dropArea = byId("chat");
let tell = () => {};
let depth = 0;

/** 接好几条路；say(text) 说一句提示，空的是收起提示。 */
export function setUpFiles(say) {
  tell = say;
  byId("attach").addEventListener("click", () => byId("chosen").click());
  byId("chosen").addEventListener("change", async () => {
    const files = [...byId("chosen").files];
    byId("chosen").value = "";
    await sendAll(files);
    byId("text").focus();
  });
  byId("text").addEventListener("paste", (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    sendAll([...event.clipboardData.files]);
  });
  for (const [name, act] of Object.entries({ dragenter: enter, dragover: over, dragleave: leave, drop })) {
    dropArea.addEventListener(name, act);
  }
}

const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");

function enter(event) {
  if (!carriesFiles(event)) return;
  depth += 1;
  byId("drop").hidden = false;
}

function over(event) {
  if (carriesFiles(event)) event.preventDefault();
}

function leave() {
  depth = Math.max(0, depth - 1);
  byId("drop").hidden = depth === 0;
}

function drop(event) {
  depth = 0;
  byId("drop").hidden = true;
  if (!carriesFiles(event)) return;
  event.preventDefault();
  sendAll([...event.dataTransfer.files]);
}

/** 一个一个发，次序不乱；发到哪儿、以谁的身份，以开始的时候为准。 */
export async function sendAll(files) {
  const place = { user_id: state.me, group_id: groupOf(state.open)?.group_id ?? "" };
  for (const file of files) {
    if (file.size > LARGEST) tell(`“${file.name}”太大，最多 8 MB。`);
    else if (file.size === 0) tell(`“${file.name}”是空的，没有发。`);
    else await send(file, place);
  }
}

async function send(file, place) {
  tell(`正在发“${file.name}”…`);
  const address = `/sandbox/files?${new URLSearchParams({ ...place, name: file.name })}`;
  const headers = { "Content-Type": "application/octet-stream" };
  try {
    const answer = await fetch(address, { method: "POST", body: file, headers });
    tell(answer.ok ? "" : ((await answer.json()).text ?? "没有发出去，请再试一次。"));
  } catch {
    tell("没有发出去：与体验环境的连接断开了。");
  }
}
