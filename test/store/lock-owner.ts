import { lockHome } from '../../core/store/index.ts';

/** A process that owns the home given, and says so, until it is killed. */
const lock = lockHome(process.argv[2]!);
lock.setPort(4711);
process.send?.(lock.owner);
setInterval(() => {}, 60_000);
