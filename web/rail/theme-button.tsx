import { useState } from "preact/hooks";

import { chooseTheme, chosenTheme, type Theme } from "../app/theme.ts";

const order: readonly Theme[] = ["system", "light", "dark"];
const names: Readonly<Record<Theme, string>> = { system: "Auto", light: "Light", dark: "Dark" };

/** Goes through the themes: as the system has it, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(chosenTheme);
  const next = order[(order.indexOf(theme) + 1) % order.length] ?? "system";
  return (
    <button
      type="button"
      class="mini"
      aria-label={`Theme: ${names[theme]}. Change to ${names[next]}.`}
      onClick={() => {
        chooseTheme(next);
        setTheme(next);
      }}
    >
      {names[theme]}
    </button>
  );
}
