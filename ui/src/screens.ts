// The screens that need not be there when the window opens.

import { Lazy } from './lib/lazy.svelte';

export const screens = {
  requests: new Lazy(() => import('./requests/RequestsSection.svelte')),
  history: new Lazy(() => import('./history/HistorySection.svelte')),
  settings: new Lazy(() => import('./settings/SettingsSection.svelte')),
  welcome: new Lazy(() => import('./welcome/Welcome.svelte')),
  connect: new Lazy(() => import('./welcome/Connect.svelte')),
  vault: new Lazy(() => import('./vault/VaultScreen.svelte')),
  review: new Lazy(() => import('./review/ReviewDialog.svelte')),
  palette: new Lazy(() => import('./palette/Palette.svelte')),
  strayLink: new Lazy(() => import('./login/StrayLink.svelte')),
};
