import { createHash } from "node:crypto";

import type { Beside } from "../beside.ts";
import type { EvalReport } from "../eval-report.ts";
import { renderBeside } from "./beside.ts";
import { renderCases } from "./cases.ts";
import { html, trusted } from "./markup.ts";
import { renderOverview } from "./overview.ts";
import type { PageFiles } from "./page-files.ts";
import { renderStatistics } from "./statistics.ts";
import { renderSuites } from "./suites.ts";

/**
 * The report as one page that needs nothing else: it works from a file, asks no other address for anything, and its
 * policy lets no script but its own run, whatever an answer holds.
 */
export function renderPage(report: EvalReport, beside: Beside, { style, script }: PageFiles): string {
  const policy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; base-uri 'none'; form-action 'none'`;
  const { markup } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>Evals: ${report.summary.passed} of ${report.summary.cases} passed</title>
        ${trusted(`<style>${style}</style>`)}
      </head>
      <body>
        <main>
          ${renderOverview(report)} ${renderSuites(report.summary)} ${renderStatistics(report)} ${renderBeside(beside)}
          ${renderCases(report)}
        </main>
        ${trusted(`<script>${script}</script>`)}
      </body>
    </html> `;
  return markup;
}

function hashOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
