import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';
import { firstPaint } from './build/first-paint.ts';

export default defineConfig({
  plugins: [svelte(), svelteTesting(), firstPaint()],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    // The oldest web views the product runs in: WebKitGTK 2.44, macOS 14, WebView2.
    target: ['safari17', 'chrome120'],
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
    // Few files: what the window opens with, what two screens share, and each screen's own.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], priority: 3 },
            { name: 'widgets', test: /[\\/](bits-ui|@floating-ui)[\\/]/, priority: 2 },
            {
              name: 'shared',
              test: /[\\/](ui[\\/]src|@lucide)[\\/]/,
              minShareCount: 2,
              priority: 1,
            },
          ],
        },
      },
    },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['./src/test-env.ts'],
    restoreMocks: true,
  },
});
