// Starts the gallery of controls: `npm run dev` serves it at /gallery.html, `npm run gallery` builds
// it as one file. It is not part of the product. `#dialog`, `#form`, `#reveal` open a dialog.

import '../app.css';
import { mount } from 'svelte';
import { play } from '../lib/ipc/mock';
import Gallery from './Gallery.svelte';

play();
const target = document.getElementById('app');
if (!target) throw new Error('gallery.html has no #app');
mount(Gallery, { target });
