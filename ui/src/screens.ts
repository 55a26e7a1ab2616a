// The screens that need not be there when the window opens.

import { Fetched } from './lib/fetched.svelte';

export const screens = {
  requests: new Fetched(() => import('./requests/RequestsSection.svelte')),
  history: new Fetched(() => import('./history/HistorySection.svelte')),
  settings: new Fetched(() => import('./settings/SettingsSection.svelte')),
  welcome: new Fetched(() => import('./welcome/Welcome.svelte')),
  connect: new Fetched(() => import('./welcome/Connect.svelte')),
  vault: new Fetched(() => import('./vault/VaultScreen.svelte')),
  review: new Fetched(() => import('./review/ReviewDialog.svelte')),
  palette: new Fetched(() => import('./palette/Palette.svelte')),
  strayLink: new Fetched(() => import('./login/StrayLink.svelte')),
};
