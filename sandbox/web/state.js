/** 页面知道的一切：人、群、消息、我是谁、看到哪里。不碰页面元素。 */

import { face } from "./faces.js";

const ME = "sandbox.me";
const READ = "sandbox.read";

export const state = {
  online: false,
  now: "",
  heardAt: 0,
  connected: false,
  console: { cut: false, faults: [], movable: false, advancing: null },
  bot: null,
  people: new Map(),
  groups: new Map(),
  messages: new Map(),
  scenes: new Map(),
  notes: [],
  me: localStorage.getItem(ME),
  open: null,
  read: JSON.parse(localStorage.getItem(READ) ?? "{}"),
};

export const keyOf = (scene) => `${scene.kind}:${scene.id}`;
export const privateKey = (userId) => `private:${userId}`;
export const groupOf = (key) => (key?.startsWith("group:") ? state.groups.get(key.slice(6)) : null);
export const listOf = (key) => state.scenes.get(key) ?? [];

const consoleListeners = [];

/** 控制台每变一次就叫 listener 一次。 */
export const onConsole = (listener) => consoleListeners.push(listener);

/** 控制台变了：断线、故障、钟。 */
export function setConsole(given) {
  state.console = given;
  for (const listener of consoleListeners) listener(given);
}

/** 服务端说现在几点。 */
export function hearTime(iso) {
  Object.assign(state, { now: iso, heardAt: performance.now() });
}

/** 此刻，写成不带时区的 ISO：服务端最近一次说的，加上这之后过去的。 */
export function localNow() {
  const heard = Date.parse(`${state.now.slice(0, 19)}Z`);
  return new Date(heard + performance.now() - state.heardAt).toISOString().slice(0, 19);
}

/** 换成服务端给的全貌；我是谁、开着哪个会话不变。 */
export function load(snapshot) {
  Object.assign(state, { bot: snapshot.bot, connected: snapshot.connected });
  state.people = new Map(snapshot.people.map((person) => [person.user_id, person]));
  state.groups = new Map();
  for (const { members, ...group } of snapshot.groups) {
    state.groups.set(group.group_id, { ...group, members: new Map(members.map((one) => [one.user_id, one])) });
  }
  state.messages = new Map();
  state.scenes = new Map();
  snapshot.messages.forEach(keep);
  state.notes = snapshot.notes.map(({ after, change }) => written(change, after));
  if (!state.people.has(state.me)) state.me = speakers()[0]?.user_id ?? null;
  state.open ??= `group:${[...state.groups.keys()][0]}`;
}

function keep(message) {
  const key = keyOf(message.scene);
  if (!state.scenes.has(key)) state.scenes.set(key, []);
  state.scenes.get(key).push(message);
  state.messages.set(message.message_id, message);
}

const EFFECTS = {
  said({ message }) {
    keep(message);
    return message;
  },
  recalled({ message_id, by }) {
    const message = state.messages.get(message_id);
    if (message) message.recalled_by = by;
    return message;
  },
  reacted({ message_id, user_id, emoji_id, added }) {
    const message = state.messages.get(message_id);
    if (!message) return null;
    const users = new Set(message.reactions[emoji_id]);
    if (added) users.add(user_id);
    else users.delete(user_id);
    message.reactions[emoji_id] = [...users];
    return message;
  },
  joined({ group_id, person }) {
    state.groups.get(group_id).members.set(person.user_id, person);
    state.people.set(person.user_id, person);
  },
  left({ group_id, user_id }) {
    state.groups.get(group_id).members.delete(user_id);
  },
  renamed({ group_id, user_id, new_card }) {
    const person = { ...state.people.get(user_id), card: new_card };
    state.groups.get(group_id).members.set(user_id, person);
    state.people.set(user_id, person);
  },
  relabelled({ user_id, label }) {
    state.people.set(user_id, { ...state.people.get(user_id), label });
  },
  announced(change) {
    state.groups.get(change.group_id).announcements.push(change);
  },
};

/** 记下一个变化；与某条消息有关时返回那条消息。页面不管的变化略过。 */
export const apply = (change) => EFFECTS[change.kind]?.(change) ?? null;

const NOTES = {
  joined: ({ person }) => `${person.card || person.nickname}加入了群`,
  left: ({ user_id }) => `${look(user_id).name}退出了群`,
  renamed: ({ old_card, new_card }) => `${old_card}的群名片改为${new_card}`,
  muted: ({ user_id, seconds }) => `${user_id === "0" ? "全体成员" : look(user_id).name}${seconds ? "被禁言" : "的禁言解除了"}`,
  announced: ({ user_id }) => `${look(user_id).name}发了一条群公告`,
};

/** 群里的变动写成一行说明，记在当时最后一条消息的后面；不必说的为 null。 */
export function note(change) {
  if (!NOTES[change.kind]) return null;
  const fresh = written(change, listOf(`group:${change.group_id}`).at(-1)?.message_id ?? 0);
  state.notes.push(fresh);
  return fresh;
}

const written = (change, after) => ({ key: `group:${change.group_id}`, after, text: NOTES[change.kind](change) });

/** 一处某条消息之后的说明。 */
export const notesAfter = (key, id) => state.notes.filter((one) => one.key === key && one.after === id);

/** 一个人的样子：名字、标签、是不是助手。 */
export function look(userId) {
  const person = state.people.get(userId);
  if (userId === state.bot.user_id) return { user_id: userId, name: state.bot.name, bot: true, tags: ["助手"] };
  if (!person) return { user_id: userId, name: userId, bot: false, tags: [] };
  const duty = { owner: "群主", admin: "管理员" }[person.role];
  return { ...person, name: person.card || person.nickname, bot: false, tags: [person.label, duty].filter(Boolean) };
}

/** 可以扮演的人：现在在群里的，助手除外。 */
export function speakers() {
  const ids = [...state.groups.values()].flatMap((group) => [...group.members.keys()]);
  return [...new Set(ids)].filter((id) => id !== state.bot.user_id).map(look);
}

/** 我能看到的会话：各个群，和我与助手的私聊。 */
export function conversations() {
  return [...[...state.groups.keys()].map((id) => `group:${id}`), privateKey(state.me)];
}

/** 没看过的别人的消息；在私聊里自己说过话，之前的就算看过。 */
export function unread(key) {
  const reader = groupOf(key) ? state.me : key.slice("private:".length);
  const answered = groupOf(key) ? 0 : (listOf(key).findLast((one) => one.sender_id === reader)?.message_id ?? 0);
  const seen = Math.max(state.read[key] ?? 0, answered);
  return listOf(key).filter((one) => one.message_id > seen && one.sender_id !== reader && !one.recalled_by);
}

/** 其他人有没有没看过的私聊。 */
export function unreadElsewhere() {
  const others = speakers().filter((person) => person.user_id !== state.me);
  return others
    .map((person) => ({ person, count: unread(privateKey(person.user_id)).length }))
    .filter(({ count }) => count);
}

/** 看过了。 */
export function markRead(key) {
  const last = listOf(key).at(-1);
  if (!last || state.read[key] === last.message_id) return;
  state.read[key] = last.message_id;
  localStorage.setItem(READ, JSON.stringify(state.read));
}

/** 换一个身份，下次打开还是这个身份。 */
export function become(userId) {
  const wasPrivate = state.open?.startsWith("private:");
  state.me = userId;
  if (wasPrivate) state.open = privateKey(userId);
  localStorage.setItem(ME, userId);
}

export const mentions = (message, userId) =>
  message.segments.some(({ type, data }) => type === "at" && (data.qq === userId || data.qq === "all"));

export const atText = (qq) => (qq === "all" ? "@全体成员" : `@${look(qq).name}`);

const PLAIN = {
  text: (data) => data.text,
  at: (data) => atText(data.qq),
  face: (data) => face(data.id).symbol,
  reply: () => "",
  image: () => "[图片]",
  file: (data) => `[文件]${data.file}`,
  forward: () => "[聊天记录]",
};

/** 消息的一行文字，用在预览、引用和朗读里。 */
export function plain(message) {
  if (message.recalled_by) return `${look(message.recalled_by).name}撤回了一条消息`;
  const text = message.segments.map(({ type, data }) => PLAIN[type]?.(data) ?? "[其他消息]").join("");
  return text.replace(/\s+/g, " ").trim();
}

/** 助手最近私下告诉一个人的编号，如 A12、N3；还没有告诉此人的，取最近告诉过谁的；没有为 null。 */
export function lastNumber(userId, letter) {
  const told = [...state.messages.values()].filter((one) => one.sender_id === state.bot.user_id);
  const own = told.filter((one) => keyOf(one.scene) === privateKey(userId));
  const found = [...told, ...own].flatMap((one) => plain(one).match(new RegExp(`\\b${letter}\\d+\\b`, "g")) ?? []);
  return found.at(-1) ?? null;
}

const clock = (iso) => iso.slice(11, 16);
const day = (iso) => iso.slice(0, 10);

/** 时间按体验世界的时钟写：今天只写几点，更早的写日期。 */
export function when(iso, { brief = false } = {}) {
  const now = localNow();
  const yesterday = new Date(Date.parse(`${day(now)}T12:00:00Z`) - 86_400_000).toISOString();
  if (day(iso) === day(now)) return clock(iso);
  if (day(iso) === day(yesterday)) return brief ? "昨天" : `昨天 ${clock(iso)}`;
  const date = `${Number(iso.slice(5, 7))}月${Number(iso.slice(8, 10))}日`;
  const full = iso.slice(0, 4) === now.slice(0, 4) ? date : `${iso.slice(0, 4)}年${date}`;
  return brief ? full : `${full} ${clock(iso)}`;
}
