"""What the console changes at once, without a publish; each verb writes its entry in the audit chain."""
