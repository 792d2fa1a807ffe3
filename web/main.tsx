import { render } from "preact";

import { App } from "./app/app.tsx";
import { applyTheme } from "./app/theme.ts";
import "./styles/index.css";

applyTheme();
render(<App />, document.body);
