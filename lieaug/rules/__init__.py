"""The rules that turn measurements into verdicts, free of torch: pages ask them what other thresholds would say."""
