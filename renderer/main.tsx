import { connect } from './api.ts';
import { mount } from './app/mount.tsx';

mount(document.getElementById('root')!, connect(window));
