#!/usr/bin/env node
// The sources are TypeScript and run as they are; tsx reads them.
import { register } from "tsx/esm/api";

register();
await import("../api/cli/main.ts");
