// The orbit of the active generator as a strip of pictures, each a button, and played as an animation.
//   new Film(parent, { jump(t), stop() })      jump while playing and on clicks; stop when playing ends
//   film.show(scene, panel, elementAt)         draws the strip with a panel's own way of drawing
//   film.mark(t)                               marks the picture nearest to t
//   film.halt()                                stops playing
class Film {
  constructor(parent, hands) {
    this.hands = hands;
    this.root = node(parent, "div", { class: "film" });
    this.play = node(this.root, "button", { type: "button", class: "play" });
    this.play.addEventListener("click", () => (this.playing ? this.halt(true) : this.start()));
    this.strip = node(this.root, "div", { class: "strip", role: "group", "aria-label": "The whole orbit" });
    this.frames = [];
    this.label();
  }

  label() {
    this.play.textContent = this.playing ? "❚❚ Pause" : "▶ Play the orbit";
  }

  show(scene, panel, elementAt) {
    const count = this.root.clientWidth < 500 ? 5 : 9;
    const { limit } = scene.data.generators[scene.active];
    this.limit = limit;
    while (this.frames.length > count) this.frames.pop().button.remove();
    while (this.frames.length < count) this.frames.push(this.frame());
    this.frames.forEach((frame, k) => {
      frame.t = limit * ((2 * k) / (count - 1) - 1);
      const text = reading(scene.data.generators[scene.active], frame.t);
      frame.button.setAttribute("aria-label", `Show t = ${text}`);
      frame.caption.textContent = scene.data.generators[scene.active].compact ? text.split("· ")[1] : text.split(" ·")[0];
      frame.canvas.hidden = !panel;
      frame.canvas.classList.toggle("pixels", Boolean(panel?.image));
      panel?.paint(frame.canvas, elementAt(frame.t), { small: true });
    });
  }

  frame() {
    const button = node(this.strip, "button", { type: "button", class: "frame" });
    const made = { button, canvas: node(button, "canvas"), caption: node(button, "span") };
    button.addEventListener("click", () => {
      this.halt();
      this.hands.jump(made.t);
      this.hands.stop();
    });
    return made;
  }

  mark(t) {
    const nearest = Math.min(...this.frames.map((frame) => Math.abs(frame.t - t)));
    for (const frame of this.frames) frame.button.classList.toggle("now", Math.abs(frame.t - t) === nearest);
  }

  // Those who want less motion get the pictures of the strip, one after the other.
  start() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let begun;
    let shown = -1;
    this.playing = true;
    this.label();
    const step = (now) => {
      if (!this.playing || !this.root.isConnected) return;
      begun ??= now;
      const seconds = (now - begun) / 1000;
      if (calm) {
        const place = Math.floor(seconds / 0.9) % this.frames.length;
        if (place !== shown) this.hands.jump(this.frames[(shown = place)].t);
      } else {
        const phase = (seconds / 6 + 0.25) % 1; // from 0 up, down to the other end, and back
        this.hands.jump(this.limit * (phase < 0.5 ? 4 * phase - 1 : 3 - 4 * phase));
      }
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  halt(told = false) {
    if (!this.playing) return;
    this.playing = false;
    this.label();
    if (told) this.hands.stop();
  }
}
