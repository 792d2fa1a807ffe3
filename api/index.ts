export { createService } from "./create-service.ts";
export { localPrincipal } from "./local-principal.ts";
export type { CreateService, Dataset, Service } from "./service.ts";
