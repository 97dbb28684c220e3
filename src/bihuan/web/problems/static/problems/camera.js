// The camera page of a problem: a picture taken over waits in the phone under what it proves, and is sent by phone/phone.js.
(() => {
  "use strict";
  const page = document.querySelector("[data-camera-page]");
  if (!page) return;
  const root = page.querySelector("[data-camera]"), purpose = page.querySelector("[data-for]"), caption = page.querySelector("[data-caption]");
  const camera = Phone.camera(root), wanted = new URLSearchParams(location.search).get("for");
  if (wanted && [...purpose.options].some((each) => each.value === wanted)) purpose.value = wanted;
  root.addEventListener("shot", async ({ detail }) => {
    const fields = { for: purpose.value, caption: caption.value.trim() };
    const each = { id: Phone.key(), kind: "photo", send: page.dataset.send, title: fields.caption || purpose.selectedOptions[0].textContent, fields, photos: [{ name: "photo", ...detail }] };
    caption.value = "";
    camera.say("照片已存在手机里，有信号自动发。");
    try { await Phone.queue(each); } catch { camera.say("手机里存不下这张照片，没有存上。请清出一些空间，再拍一次。"); }
  });
  camera.start();
})();
