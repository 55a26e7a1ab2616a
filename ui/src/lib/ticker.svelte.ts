// The one clock of the page. It ticks at full seconds while somebody can see the window.

import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((changed) => {
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tick = () => {
    changed();
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(tick, 1000 - (Date.now() % 1000));
  };

  document.addEventListener('visibilitychange', tick);
  plan();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', tick);
  };
});

/** The present, in milliseconds; read in a template or an effect it comes again every second. */
export function now(): number {
  subscribe();
  return Date.now();
}
