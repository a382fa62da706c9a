import { useRoute } from '../../state/use-app.ts';
import { ComparePage } from './compare-page.tsx';
import { RunListPage } from './run-list-page.tsx';
import { RunPage } from './run-page.tsx';

/** `benchmarks`, `benchmarks/RUN`, `benchmarks/compare?first=RUN&second=RUN`. */
export function BenchmarksPage() {
  const { parts, query } = useRoute();
  const [first] = parts;
  if (first === 'compare') return <ComparePage first={query.first ?? ''} second={query.second ?? ''} />;
  if (first !== undefined) return <RunPage key={first} run={first} />;
  return <RunListPage />;
}
