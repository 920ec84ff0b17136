"""What every door shares: fields, parameters, one storing per form, who runs what when."""
