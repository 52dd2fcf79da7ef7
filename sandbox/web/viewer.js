/** 放大看一张图。 */

import { byId } from "./dom.js";

const dialog = byId("viewer");

byId("viewer-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => event.target.closest("a, button") || dialog.close());

/** 打开大图；Esc、点一下都关上。 */
export function view(source, name) {
  byId("viewer-image").src = source;
  byId("viewer-image").alt = name;
  byId("viewer-save").href = source;
  byId("viewer-save").download = name;
  dialog.showModal();
}
