export { addToMargins, partitionFollowers, partitionRows } from "./partition";
export { logisticGradients, quantileGradients, squaredGradients } from "./gradients";
export { leastOf, selectRank, writeResiduals } from "./select";
export { assist, runJob } from "./team";
export { encodeBytes, encodeNumbers } from "./codes";
export { walkTree } from "./walk";
export { applyGroups } from "./patterns";
export { fillTable } from "./table";
export { sortFloats } from "./sort";
