// Draws what is out of sight later: when it comes near, or when nothing else is to be done, from the end on.

const NEAR = '800px';
const SLICE = 8; // milliseconds of work at a time

const waiting = new Map();
let idle = null;

const observer = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => draw(target)), { rootMargin: NEAR });

/** Calls `work` once, before the element is seen. */
export function lazily(element, work) {
  waiting.set(element, work);
  observer.observe(element);
  idle ??= whenIdle(drawSome);
}

function draw(element) {
  const work = waiting.get(element);
  waiting.delete(element);
  observer.unobserve(element);
  work?.();
}

function drawSome() {
  const end = performance.now() + SLICE;
  for (const element of [...waiting.keys()].reverse()) {
    draw(element);
    if (performance.now() >= end) {
      break;
    }
  }

  idle = waiting.size > 0 ? whenIdle(drawSome) : null;
}

// Not every browser has idle callbacks.
const whenIdle = (work) => (globalThis.requestIdleCallback ?? setTimeout)(work);
