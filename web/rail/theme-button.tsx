import { useState } from "preact/hooks";

import { chooseTheme, chosenTheme, type Theme } from "../app/theme.ts";

const order: readonly Theme[] = ["system", "light", "dark"];

/** Goes through the themes: as the system has it, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(chosenTheme);
  const next = order[(order.indexOf(theme) + 1) % order.length] ?? "system";
  return (
    <button
      type="button"
      class="mini"
      aria-label={`Theme: ${theme}. Change to ${next}.`}
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
      }}
    >
      {theme === "system" ? "Auto" : theme === "light" ? "Light" : "Dark"}
    </button>
  );
}
