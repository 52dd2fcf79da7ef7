/** 页面与服务端的连接：断了自己重连，逐次放慢。 */

const FIRST_DELAY = 500;
const LONGEST_DELAY = 5000;

/** 连上并一直连着；返回发送函数，没连上时它返回 false。 */
export function openLink(onFrame, onOnline) {
  let socket = null;
  let delay = FIRST_DELAY;

  function connect() {
    socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/sandbox/ws`);
    socket.addEventListener("message", (event) => {
      delay = FIRST_DELAY;
      onFrame(JSON.parse(event.data));
    });
    socket.addEventListener("open", () => onOnline(true));
    socket.addEventListener("close", () => {
      onOnline(false);
      setTimeout(connect, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY);
    });
  }

  connect();
  return (frame) => {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };
}
