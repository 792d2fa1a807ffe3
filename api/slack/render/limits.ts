/** What Slack takes, in characters or pieces (notes/surfaces.md has the sources). */
export const slackLimits = {
  blocks: 50,
  homeBlocks: 100,
  /** Over all markdown blocks of a message; Slack itself says 12,000. */
  markdownChars: 11_800,
  sectionChars: 3_000,
  headerChars: 150,
  contextElements: 10,
  /** In one block. */
  actions: 25,
  buttonChars: 75,
  valueChars: 2_000,
  containerTitleChars: 150,
  containerBlocks: 10,
  /** Beside the row of names. */
  tableRows: 100,
  tableColumns: 20,
  /** Over all cells of a table. */
  tableChars: 10_000,
  tablesInMessage: 1,
  chartsInMessage: 2,
  chartTitleChars: 50,
  chartPoints: 20,
  chartLabelChars: 20,
} as const;
