import { useRoute } from '../../state/use-app.ts';
import { ManualList } from './manual-list.tsx';
import { ManualPageReport } from './manual-report.tsx';

/** `#/manuals` lists them, `#/manuals/ID?page=4` shows one beside what was read of it. */
export function ManualsPage() {
  const { parts } = useRoute();
  return parts[0] === undefined ? <ManualList /> : <ManualPageReport manual={parts[0]} />;
}
