import { SERVICE_URL } from './introduction.js';

/** The page around Swagger UI; it needs nothing but files of this service. */
export const SWAGGER_UI_HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Billing service API</title>
<link rel="stylesheet" href="./docs/swagger-ui.css">
<link rel="icon" type="image/png" href="./docs/favicon-32x32.png" sizes="32x32">
<link rel="icon" type="image/png" href="./docs/favicon-16x16.png" sizes="16x16">
<style>
body { margin: 0; background: #fafafa; }
.swagger-ui .topbar .download-url-wrapper { display: none; }
</style>
</head>
<body>
<div id="swagger-ui"></div>
<script src="./docs/swagger-ui-bundle.js"></script>
<script src="./docs/swagger-ui-standalone-preset.js"></script>
<script src="./docs/start.js"></script>
</body>
</html>
`;

/**
 * Starts it in the page. The document lies beside this script's folder, whatever path a proxy has put in front, and its
 * commands are to be copied: they name the address at which the reader has found it.
 */
export const SWAGGER_UI_START = `const here = document.currentScript.src;
const root = here.slice(0, here.indexOf('/docs/'));
window.onload = () => SwaggerUIBundle({
  url: root + '/openapi.json',
  responseInterceptor: (response) => {
    if (response.url === root + '/openapi.json') response.text = response.text.replaceAll('${SERVICE_URL}', root);
    return response;
  },
  dom_id: '#swagger-ui',
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  plugins: [SwaggerUIBundle.plugins.DownloadUrl],
  layout: 'StandaloneLayout',
  displayRequestDuration: true,
  docExpansion: 'list',
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  filter: true,
});
`;
