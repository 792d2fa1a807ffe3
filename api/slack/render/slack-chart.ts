import type { Answer } from "#agent";

import { chartRows } from "../../charts/chart-rows.ts";
import { cleanLine } from "../../cli/clean-text.ts";
import type { DataVisualizationBlock } from "./blocks.ts";
import { slackLimits } from "./limits.ts";
import { cutTo } from "./mrkdwn.ts";

/**
 * The answer's chart as one that Slack draws itself; null where it has none, or where Slack could not draw all of it:
 * other kinds than bars and lines, intervals, more points or longer labels than it takes, labels that stand twice.
 * What it cannot draw goes as a picture.
 */
export function slackChart(answer: Pick<Answer, "chart" | "evidence">): DataVisualizationBlock | null {
  const { chart } = answer;
  if (chart?.kind !== "bar" && chart?.kind !== "line") return null;
  const rows = chartRows(answer, chart).map((row) => ({ ...row, label: cleanLine(row.label) }));
  const { chartPoints, chartLabelChars, chartTitleChars } = slackLimits;
  const fits =
    rows.length > 0 &&
    rows.length <= chartPoints &&
    rows.every(
      ({ label, low, high }) => label !== "" && label.length <= chartLabelChars && low === null && high === null,
    ) &&
    new Set(rows.map(({ label }) => label)).size === rows.length;
  if (!fits) return null;
  return {
    type: "data_visualization",
    title: cutTo(cleanLine(chart.title), chartTitleChars),
    chart: {
      type: chart.kind,
      series: [
        {
          name: cutTo(cleanLine(chart.y.replaceAll("_", " ")), chartLabelChars),
          data: rows.map(({ label, value }) => ({ label, value })),
        },
      ],
      axis_config: { categories: rows.map(({ label }) => label) },
    },
  };
}

/** Whether there is anything to draw: a chart, and rows for it. */
export function hasChart(answer: Pick<Answer, "chart" | "evidence">): boolean {
  return answer.chart !== null && chartRows(answer, answer.chart).length > 0;
}
