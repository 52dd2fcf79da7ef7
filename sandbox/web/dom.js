/** 造元素的小工具：文字一律作为文本节点放进去，绝不当作 HTML。 */

export const byId = (id) => document.getElementById(id);

/** 造一个元素：on 开头的是事件，其余是属性；值为 null 或 false 的不写。 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null));
  return node;
}

const TONES = 8;

/** 姓氏头像；颜色由号码决定，同一个人总是同一种颜色。 */
export function avatar(person) {
  const tone = person.bot ? "bot" : `tone-${Number(person.user_id) % TONES}`;
  return h("span", { class: `avatar ${tone}`, "aria-hidden": "true" }, person.bot ? "助" : [...person.name][0]);
}

/** 群头像：前四个人的姓拼成一格。 */
export function groupAvatar(members) {
  return h("span", { class: "avatar group", "aria-hidden": "true" }, ...members.slice(0, 4).map(avatar));
}

/** 未读数；没有就是 null。 */
export function badge(count) {
  return count ? h("span", { class: "badge" }, count > 99 ? "99+" : String(count)) : null;
}

/** 身份标签，如 书记、群主。 */
export function tags(person) {
  return person.tags.map((text) => h("span", { class: person.bot ? "tag bot" : "tag" }, text));
}
