import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { contractDocument } from "./contract-document.ts";
import { contractTypes } from "./contract-types.ts";

/** `npm run contract`: writes the page's types of the API, which are committed. */
const file = fileURLToPath(new URL("../../web/contract/routes.d.ts", import.meta.url));
await writeFile(file, await contractTypes(contractDocument()));
