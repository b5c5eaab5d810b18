import type { AppConfig } from '../config/app-config.js';
import { externalSource } from '../database/connections/data-source.js';
import { baseUrl } from './listen-address.js';

/** What a person who has just started the service wants to know. */
export function greeting(config: AppConfig, isEmbedded: boolean): string {
  const url = baseUrl(config.http);
  const lines = [
    '',
    `  API         ${url}/api/v1/info`,
    `  Swagger UI  ${url}/docs`,
    `  Health      ${url}/health and ${url}/health/detailed`,
  ];
  if (isEmbedded) {
    lines.push(
      '',
      '  The database, for a second process:',
      `  DATABASE_URL=${externalSource(config.database).url}`,
    );
  }
  if (config.demo) lines.push('', '  Bill something:', `  ${curlLine(url)}`);
  return [...lines, ''].join('\n');
}

/** Works as it stands on the demo data. */
function curlLine(url: string): string {
  const usage = {
    user_id: 'user123',
    product_id: 'gpt-4',
    service_type: 'model_inference',
    usage_amount: 1000,
    billing_method: 'wallet_deduction',
  };
  return `curl -X POST ${url}/api/v1/usage/record -H 'Content-Type: application/json' -d '${JSON.stringify(usage)}'`;
}
