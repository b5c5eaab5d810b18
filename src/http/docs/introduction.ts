/** Where the commands of the introduction find the service; Swagger UI puts its own address in place of it. */
export const SERVICE_URL = 'http://localhost:8241';

/** The first page of the API's documentation. */
export const INTRODUCTION = `
Records usage, prices it, checks quotas, charges whoever pays for it, and keeps the books: one call for one usage event.

### Quick start
The demo knows the user \`user123\` with a wallet of 1,000,000 CREDIT, and the product \`gpt-4\` at 0.002 CREDIT a unit.

\`\`\`bash
# What would it cost?
curl -X POST ${SERVICE_URL}/api/v1/billing/calculate -H "Content-Type: application/json" \\
  -d '{"user_id":"user123","product_id":"gpt-4","service_type":"model_inference","usage_amount":1000}'

# Record the usage and charge it. The key makes a retry safe: the same answer, one effect.
curl -X POST ${SERVICE_URL}/api/v1/usage/record -H "Content-Type: application/json" -H "Idempotency-Key: my-first-call" \\
  -d '{"user_id":"user123","product_id":"gpt-4","service_type":"model_inference","usage_amount":1000,"billing_method":"wallet_deduction"}'

# What was billed?
curl ${SERVICE_URL}/api/v1/billing/records/user/user123
\`\`\`

### Retries
Every write has an idempotency key: send your own in \`Idempotency-Key\`, or one is made. Every answer of a write carries it
back, errors included. The same key with the same body gets the stored answer again, with \`Idempotency-Replayed: true\`;
with another body it is a 409. What wrote nothing (400 malformed, 409, 413, 415, 422, 503) leaves the key free.
A batch is not all or nothing: each of its items has its own outcome, and the whole can be sent again.
After a 402 or 429 the usage is kept as a failed record: go on with \`billing/process\` and its \`billing_id\`.

### Numbers and times
Amounts of money and quantities in answers are decimal strings, exact, never rounded, never with an exponent. Requests take
a JSON number of at most 15 significant digits or a string of up to 20 digits before and 18 after the point.
Times are ISO 8601 in UTC. Ranges are half-open, \`[start, end)\`; a date alone as the end includes that day.

### Errors
Every refusal is a problem document (\`application/problem+json\`): branch on \`code\`, show \`detail\`, and quote \`request_id\`
when you ask about it. Its \`type\` leads to a page that says [what to do](/errors). 503 answers come with \`Retry-After\`.
`.trim();
