/** Style of the pages of sign-in. They come before the page itself may be loaded, so its tokens are written out. */
export const PAGE_STYLE: string = `:root {
  color-scheme: light dark;
  --bg: #faf9f7;
  --surface: #ffffff;
  --line: #e5e2dc;
  --line-strong: #cbc7bf;
  --hover: #f1efeb;
  --text: #22242a;
  --muted: #575c66;
  --accent: #2b5fa8;
  --on-accent: #ffffff;
  --note: #fbf0db;
  --shadow: 0 0.25rem 1rem rgb(40 36 28 / 12%);
}

@media (prefers-color-scheme: dark) {
  :root {
    --bg: #15171a;
    --surface: #1b1e22;
    --line: #2a2e34;
    --line-strong: #40464e;
    --hover: #1f2327;
    --text: #e4e6ea;
    --muted: #a8aeb8;
    --accent: #8ab4ee;
    --on-accent: #10151c;
    --note: #33280f;
    --shadow: 0 0.25rem 1rem rgb(0 0 0 / 45%);
  }
}

*,
*::before,
*::after {
  box-sizing: border-box;
}

html {
  -webkit-text-size-adjust: 100%;
  text-size-adjust: 100%;
}

body {
  display: grid;
  align-items: start;
  justify-items: center;
  min-height: 100vh;
  min-height: 100dvh;
  margin: 0;
  padding: max(1rem, 12vh) max(1rem, env(safe-area-inset-right)) 1rem max(1rem, env(safe-area-inset-left));
  background: var(--bg);
  color: var(--text);
  font: 0.875rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}

main {
  width: 100%;
  max-width: 25rem;
  padding: 1.5rem;
  border: 1px solid var(--line);
  border-radius: 0.625rem;
  background: var(--surface);
  box-shadow: var(--shadow);
  overflow-wrap: anywhere;
}

.brand {
  display: flex;
  align-items: center;
  gap: 0.5rem;
  margin: 0 0 1.5rem;
  font-weight: 600;
}

.brand svg {
  width: 1.5rem;
  height: 1.5rem;
}

h1 {
  margin: 0 0 0.5rem;
  font-size: 1.25rem;
  line-height: 1.3;
}

p {
  margin: 0 0 0.75rem;
}

a {
  color: var(--accent);
}

.button {
  display: flex;
  align-items: center;
  justify-content: center;
  min-height: 2.75rem;
  margin-top: 1.25rem;
  padding: 0.5rem 1rem;
  border-radius: 0.375rem;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 550;
  text-align: center;
  text-decoration: none;
}

.button:hover {
  text-decoration: underline;
}

.button.quiet {
  margin-top: 0.5rem;
  border: 1px solid var(--line-strong);
  background: var(--surface);
  color: var(--text);
}

.note {
  padding: 0.5rem 0.75rem;
  border-radius: 0.375rem;
  background: var(--note);
}

.small {
  margin: 1.25rem 0 0;
  color: var(--muted);
  font-size: 0.75rem;
}

:focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}

@media (forced-colors: active) {
  .button,
  .note {
    border: 1px solid;
  }
}
`;
