// The screens, each brought in when it is first shown; the others follow while nothing happens.

export const parts = {
  welcome: () => import('./welcome/Welcome.svelte'),
  connect: () => import('./welcome/Connect.svelte'),
  tokens: () => import('./tokens/TokensSection.svelte'),
  requests: () => import('./requests/RequestsSection.svelte'),
  history: () => import('./history/HistorySection.svelte'),
  servers: () => import('./servers/ServersSection.svelte'),
  settings: () => import('./settings/SettingsSection.svelte'),
  palette: () => import('./palette/Palette.svelte'),
  vault: () => import('./vault/VaultScreen.svelte'),
};

const QUIET_MS = 1500;

/** Brings in the other screens once the first one has stood a moment; answers how to stop. */
export function preload(): () => void {
  const timer = setTimeout(() => {
    for (const part of Object.values(parts)) void part();
  }, QUIET_MS);
  return () => clearTimeout(timer);
}
