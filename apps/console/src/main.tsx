import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startI18n } from './i18n/index.ts';
import { captureLinkToken } from './session/link-token.ts';

// Before anything else: the token must not stay in the address.
captureLinkToken();
addEventListener('hashchange', captureLinkToken);

await startI18n();
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
