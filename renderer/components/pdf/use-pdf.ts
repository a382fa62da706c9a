import { useEffect, useState } from 'react';
import { closePdf, openPdf, type PDFDocumentProxy } from './pdf-file.ts';

export type PdfState =
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly document: PDFDocumentProxy }
  | { readonly kind: 'failed'; readonly error: unknown };

/** A PDF for as long as the component shows it. */
export function usePdf(url: string): PdfState {
  const [state, setState] = useState<PdfState>({ kind: 'opening' });
  useEffect(() => {
    let current = true;
    setState({ kind: 'opening' });
    openPdf(url).then(
      (document) => current && setState({ kind: 'open', document }),
      (error) => current && setState({ kind: 'failed', error }),
    );
    return () => {
      current = false;
      closePdf(url);
    };
  }, [url]);
  return state;
}
