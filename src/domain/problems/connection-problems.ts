/** Refusals of what never became a request: node answers them before any route is looked for. */
export const CONNECTION_PROBLEMS = {
  malformed_request: {
    title: 'Malformed request',
    explain: 'What came is no HTTP request. The connection is closed.',
    remedy: 'Send HTTP/1.1.',
  },
  request_timeout: {
    title: 'Request timeout',
    explain: 'The request did not arrive whole in time. Nothing was recorded, and the connection is closed.',
    remedy: 'Send headers and body without a break, with the same key.',
  },
  headers_too_large: {
    title: 'Headers too large',
    explain: 'URL and headers together are over the limit. The connection is closed.',
    remedy: 'Send what is long in the body.',
  },
} as const;
