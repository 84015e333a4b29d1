import { applyTheme, currentTheme } from "./theme.ts";
import "./app.ts";

applyTheme(currentTheme());
