// The script that sites include: a button in a corner, and a frame of ours that it opens. Nothing of it touches the site's
// own style or script; styles go in by constructed sheets and CSSOM, so a strict content policy needs to name us twice
// only: script-src and frame-src.
(() => {
  const tag = document.currentScript;
  if (!tag || window.__changlai) return;
  const [, key] = new URL(tag.src).pathname.match(/\/visit\/(\w+)\/widget\.js$/) ?? [];
  if (!key) return;
  const home = new URL(tag.src).origin;
  const place = `changlai.${key.slice(0, 8)}`;
  const phone = matchMedia("(max-width: 480px)");
  const host = Object.assign(document.createElement("div"), { id: "changlai" });
  const root = host.attachShadow({ mode: "open" });
  const button = root.appendChild(make("button", { type: "button", hidden: true }));
  const icon = button.appendChild(picture());
  const words = button.appendChild(make("span", { className: "words" }));
  const badge = button.appendChild(make("b", { hidden: true }));
  const frame = make("iframe", { title: "Chat", allow: "clipboard-write" });
  let open = false;
  let look = {};
  let held = null; // what the site's page scrolled like before a phone's full screen

  window.__changlai = true;
  const queue = window.Changlai?.q ?? [];
  window.Changlai = (name, value) => commands[name]?.(value);
  const commands = {
    open: () => show(true),
    close: () => show(false),
    identify: (identity) => tell("identify", { identity }),
    signOut: () => {
      remember({});
      tell("signOut");
    },
    page: () => lookAround(true),
  };

  function make(name, facts) {
    return Object.assign(document.createElement(name), facts);
  }

  function picture() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = svg.appendChild(document.createElementNS(svg.namespaceURI, "path"));
    path.setAttribute("d", "M12 3c5 0 9 3.4 9 7.7s-4 7.7-9 7.7a12 12 0 0 1-2.6-.3L5 21l.6-4.2A7.3 7.3 0 0 1 3 10.7C3 6.4 7 3 12 3z");
    return svg;
  }

  function remembered() {
    try {
      return JSON.parse(localStorage.getItem(place)) ?? {};
    } catch {
      return {};
    }
  }

  function remember(facts) {
    try {
      localStorage.setItem(place, JSON.stringify(facts));
    } catch {
      // storage is switched off: the talk lasts as long as this page
    }
  }

  function tell(type, facts = {}) {
    frame.contentWindow?.postMessage({ changlai: type, ...facts }, home);
  }

  function page() {
    return { url: location.href.split("#")[0], title: document.title, referrer: document.referrer };
  }

  let seen = "";
  function lookAround(again) {
    const here = location.href.split("#")[0];
    if (here === seen && !again) return;
    const referrer = seen || document.referrer;
    seen = here;
    tell("page", { page: { ...page(), referrer } });
  }

  function show(wanted) {
    open = wanted;
    button.setAttribute("aria-expanded", String(open));
    frame.classList.toggle("is-open", open);
    button.classList.toggle("is-open", open);
    const style = document.documentElement.style;
    if (open && phone.matches) {
      held ??= style.overflow;
      style.overflow = "hidden";
    } else if (held !== null) {
      style.overflow = held;
      held = null;
    }
    tell(open ? "opened" : "closed", { phone: phone.matches });
    if (open) frame.focus();
    else button.focus({ preventScroll: true });
  }

  const heard = {
    ready: () => {
      seen = location.href.split("#")[0];
      const asked = navigator.doNotTrack === "1" || navigator.globalPrivacyControl === true;
      tell("start", {
        ...remembered(),
        language: tag.dataset.lang || document.documentElement.lang || navigator.language,
        identity: tag.dataset.identity || "",
        page: page(),
        private: asked,
      });
      for (const [name, value] of queue.splice(0)) window.Changlai(name, value);
    },
    look: (facts) => {
      look = facts;
      host.style.setProperty("--color", look.color);
      host.style.setProperty("--bottom", `${look.bottom}px`);
      host.dataset.side = look.position;
      words.textContent = look.label;
      button.setAttribute("aria-label", look.name);
      frame.title = look.name;
      button.hidden = false;
    },
    badge: ({ count }) => {
      badge.hidden = !count;
      badge.textContent = count > 99 ? "99+" : count;
      button.setAttribute("aria-label", count ? `${look.name} (${count})` : look.name);
    },
    keep: ({ pass, known }) => remember({ pass, known }),
    close: () => show(false),
    open: () => show(true),
  };

  addEventListener("message", (event) => {
    if (event.origin !== home || event.source !== frame.contentWindow) return;
    const { changlai, ...facts } = event.data ?? {};
    heard[changlai]?.(facts);
  });

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; z-index: 2147483000; right: 20px; bottom: calc(var(--bottom, 20px) + env(safe-area-inset-bottom)); }
    :host([data-side="left"]) { right: auto; left: 20px; }
    [hidden] { display: none !important; }
    button { display: flex; align-items: center; gap: 8px; height: 56px; min-width: 56px; padding: 0 14px; justify-content: center; border: 0; border-radius: 28px;
      background: var(--color, #0f8a5f); color: #fff; font: 500 15px/1 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; cursor: pointer;
      box-shadow: 0 6px 20px rgb(0 0 0 / .22); position: relative; transition: transform .15s; }
    button:hover { transform: translateY(-1px); }
    button:focus-visible { outline: 3px solid var(--color, #0f8a5f); outline-offset: 3px; }
    svg { width: 28px; height: 28px; fill: currentColor; flex: none; }
    .words:empty { display: none; }
    b { position: absolute; top: -4px; right: -4px; min-width: 20px; height: 20px; padding: 0 5px; box-sizing: border-box; border-radius: 10px;
      background: #d92d20; font: 600 12px/20px system-ui, sans-serif; text-align: center; }
    iframe { position: absolute; right: 0; bottom: 72px; width: 384px; height: min(640px, calc(100vh - var(--bottom, 20px) - 100px)); border: 0;
      border-radius: 16px; background: #fff; box-shadow: 0 12px 48px rgb(0 0 0 / .2); visibility: hidden; opacity: 0; transform: translateY(12px);
      transition: opacity .16s, transform .16s, visibility .16s; color-scheme: light; }
    :host([data-side="left"]) iframe { right: auto; left: 0; }
    iframe.is-open { visibility: visible; opacity: 1; transform: none; }
    @media (max-width: 480px) {
      .words { display: none; }
      button.is-open { display: none; }
      iframe { position: fixed; inset: 0; width: 100%; height: 100dvh; border-radius: 0; }
      :host([data-side="left"]) iframe { left: 0; }
    }
    @media (prefers-reduced-motion: reduce) { iframe, button { transition: none; } }
    @media print { :host { display: none; } }`);
  root.adoptedStyleSheets = [sheet];

  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => show(!open));
  phone.addEventListener?.("change", () => open && tell("opened", { phone: phone.matches }));
  const begin = () => {
    frame.src = `${home}/visit/${key}/`;
    root.append(frame);
    document.body.append(host);
    setInterval(lookAround, 2000);
    addEventListener("popstate", () => lookAround());
  };
  if (document.body) begin();
  else addEventListener("DOMContentLoaded", begin);
})();
