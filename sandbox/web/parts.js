/** 一条消息里的各样东西：文字、@、表情、图片、文件、合并转发。 */

import { h } from "./dom.js";
import { face } from "./faces.js";
import { atText } from "./state.js";
import { view } from "./viewer.js";

const PARTS = {
  text: (data) => data.text,
  at: (data) => h("span", { class: "at" }, atText(data.qq)),
  face: (data) => h("span", { class: "face", role: "img", "aria-label": face(data.id).name }, face(data.id).symbol),
  reply: () => null,
  image,
  file,
  forward: ({ content }) => h("div", { class: "forward" }, ...content.map((node) => h("p", {}, ...parts({ segments: node.content })))),
};

/** 画出各段。 */
export function parts({ segments }) {
  return segments.map(({ type, data }) => (PARTS[type] ?? (() => "［暂不能显示的消息］"))(data));
}

/** 只有一张图的消息不用气泡。 */
export const onlyPicture = ({ segments }) =>
  segments.length === 1 && segments[0].type === "image" && isOurs(segments[0].data.url);

const isOurs = (url) => String(url ?? "").startsWith("/sandbox/");

function image(data) {
  const { url } = data;
  const name = data.summary || data.file || "图片";
  if (isOurs(url)) {
    const picture = h("img", { alt: name, src: url, loading: "lazy" });
    const open = () => view(url, /\.\w+$/.test(name) ? name : `${name}.png`);
    return h("button", { type: "button", class: "picture", "aria-label": `${name}，放大看`, onclick: open }, picture);
  }
  // 页面不向外发请求：外面的图片给链接，看不看由人决定。
  if (/^https?:\/\//.test(url)) return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "查看图片");
  return "［图片］";
}

const UNITS = ["B", "KB", "MB"];

function sized(bytes) {
  const step = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1);
  const amount = bytes / 1024 ** step;
  return `${amount < 10 && step ? amount.toFixed(1) : Math.round(amount)} ${UNITS[step]}`;
}

function file(data) {
  const size = Number(data.file_size) ? sized(Number(data.file_size)) : "";
  const kind = (/\.(\w{1,5})$/.exec(data.file)?.[1] ?? "文件").toUpperCase();
  const attributes = { class: "file", href: `/sandbox/files/${encodeURIComponent(data.file_id)}`, download: data.file };
  return h(
    "a",
    { ...attributes, "aria-label": `下载文件 ${data.file} ${size}` },
    h("span", { class: "file-kind", "aria-hidden": "true" }, kind),
    h("span", { class: "file-name" }, data.file),
    h("span", { class: "file-size" }, size ? `${size} · 下载` : "下载"),
  );
}
