import { applyTheme, currentTheme } from "./theme.ts";
import { followVisibleHeight } from "./visible-height.ts";
import "./app.ts";

applyTheme(currentTheme());
followVisibleHeight(globalThis.visualViewport ?? null, document.documentElement);
