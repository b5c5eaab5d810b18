import { PROBLEMS, type ProblemCode } from '../../domain/problems/problem-codes.js';
import { STATUS_OF } from '../problem/status-of.js';

export const PROBLEM_CODES = Object.keys(PROBLEMS) as ProblemCode[];

export function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

/** The page of docs/errors that a problem's `type` leads to. */
export function errorMarkdown(code: ProblemCode): string {
  const { title, explain, remedy } = PROBLEMS[code];
  return [
    `# ${title}`,
    `\`${code}\`, HTTP ${STATUS_OF[code]}`,
    explain,
    `**What to do:** ${remedy}`,
    '[All errors](README.md)',
    '',
  ].join('\n\n');
}

/** docs/errors/README.md: every code by status. */
export function errorIndexMarkdown(): string {
  const rows = byStatus().map(
    (code) => `| ${STATUS_OF[code]} | [\`${code}\`](${code}.md) | ${PROBLEMS[code].title} |`,
  );
  return [
    '# Errors',
    '',
    'Every refusal is a problem document (RFC 9457, `application/problem+json`): `type` leads to the page of its',
    '`code`, `detail` is a sentence to read, `request_id` finds it in the logs, and further members carry the facts.',
    '',
    '| status | code | title |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** The same page for a browser, served under `type`. */
export function errorHtml(code: ProblemCode): string {
  const { title, explain, remedy } = PROBLEMS[code];
  return page(title, [
    `<h1>${title}</h1>`,
    `<p><code>${code}</code>, HTTP ${STATUS_OF[code]}</p>`,
    `<p>${prose(explain)}</p>`,
    `<p><b>What to do:</b> ${prose(remedy)}</p>`,
    '<p><a href="/errors">All errors</a> · <a href="/docs">API</a></p>',
  ]);
}

export function errorIndexHtml(): string {
  const rows = byStatus().map(
    (code) =>
      `<tr><td>${STATUS_OF[code]}</td><td><a href="/errors/${code}"><code>${code}</code></a></td>` +
      `<td>${PROBLEMS[code].title}</td></tr>`,
  );
  return page('Errors', [
    '<h1>Errors</h1>',
    '<table><tr><th>status</th><th>code</th><th>title</th></tr>',
    ...rows,
    '</table>',
    '<p><a href="/docs">API</a></p>',
  ]);
}

function byStatus(): ProblemCode[] {
  return PROBLEM_CODES.toSorted((a, b) => STATUS_OF[a] - STATUS_OF[b]);
}

function prose(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:3rem auto;padding:0 1rem;color:#1d2733}' +
  'code{background:#eef1f4;padding:.1em .3em;border-radius:3px}td,th{text-align:left;padding:.2rem 1rem .2rem 0}';

function page(title: string, body: readonly string[]): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    `<title>${title} · Billing service</title><style>${STYLE}</style></head><body>`,
    ...body,
    '</body></html>',
    '',
  ].join('\n');
}
