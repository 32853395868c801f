"""WeCom as a company's server meets it: the API under /cgi-bin/ and the encrypted callbacks."""
