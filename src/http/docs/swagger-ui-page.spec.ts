import { createContext, runInContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import { INTRODUCTION } from './introduction.js';
import { SWAGGER_UI_START } from './swagger-ui-page.js';

interface Answer {
  readonly url: string;
  readonly text: string;
}

interface Options {
  readonly url: string;
  readonly responseInterceptor: (response: Answer) => Answer;
}

/** What the script gives Swagger UI in a page whose scripts lie there. */
function optionsAt(script: string): Options {
  const page = { document: { currentScript: { src: script } }, window: { onload: () => undefined } };
  const bundle = Object.assign((options: Options) => options, { presets: {}, plugins: {} });
  const context = createContext({ ...page, SwaggerUIBundle: bundle, SwaggerUIStandalonePreset: {} });
  runInContext(SWAGGER_UI_START, context);
  return page.window.onload() as unknown as Options;
}

it('shows commands for the address at which the page was found, and leaves answers as they are', () => {
  const { url, responseInterceptor } = optionsAt('https://api.example/billing/docs/start.js');
  expect(url).toBe('https://api.example/billing/openapi.json');
  const { text } = responseInterceptor({ url, text: INTRODUCTION });
  expect(text).toContain('curl https://api.example/billing/api/v1/billing/records/user/user123');
  expect(text).not.toContain('localhost');
  const answer = { url: 'https://api.example/billing/api/v1/info', text: INTRODUCTION };
  expect(responseInterceptor({ ...answer })).toEqual(answer);
});
