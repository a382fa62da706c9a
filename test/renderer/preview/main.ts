import { mount } from '../../../renderer/app/mount.tsx';
import { inventedHome } from './invented-home.ts';

mount(document.getElementById('root')!, inventedHome(new URLSearchParams(location.search)));
