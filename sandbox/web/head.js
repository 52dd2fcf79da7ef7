/** 聊天上方：标题、连接情况，和窗口标题里的未读数。 */

import { byId } from "./dom.js";
import { conversations, groupOf, look, state, unread, unreadElsewhere } from "./state.js";

const TITLE = "支部群助手 · 体验";

/** 画标题。 */
export function drawHead() {
  const group = groupOf(state.open);
  byId("title").textContent = group ? `${group.name}（${group.members.size}）` : state.bot.name;
  byId("subtitle").textContent = group ? "" : `只有${look(state.me).name}和助手看得到`;
}

/** 画连接情况；是自己断开的，上面另有一行说着，这里就不说了。 */
export function drawConnection() {
  const waiting = state.bot && !state.console.cut ? "助手未连接，正在等待…" : "";
  const text = state.online ? (state.connected ? "" : waiting) : "与体验环境的连接断开了，正在重连…";
  byId("connection").textContent = text;
  byId("connection").hidden = !text;
}

/** 未读数写进窗口标题。 */
export function drawTitle() {
  const mine = conversations().reduce((sum, key) => sum + unread(key).length, 0);
  const count = mine + unreadElsewhere().reduce((sum, entry) => sum + entry.count, 0);
  document.title = count ? `（${count}）${TITLE}` : TITLE;
}
